using System.Reflection;
using HiltBot.Engine.Merchants.Accounts;
using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;
using Microsoft.AspNetCore.Http;

namespace HiltBot.Web.Api.Gate;

/// <summary>The caller as a handler's argument; <see cref="ApiGate"/> found out who it is.</summary>
public sealed class CalledBy
{
    private CalledBy(Caller caller) => Caller = caller;

    public Caller Caller { get; }

    public MerchantId MerchantId => Caller.MerchantId;

    public Actor Actor => Caller.Actor;

    public static ValueTask<CalledBy> BindAsync(HttpContext context, ParameterInfo parameter)
    {
        ArgumentNullException.ThrowIfNull(context);
        return ValueTask.FromResult(new CalledBy(
            context.Features.Get<Caller>() ?? throw new InvalidOperationException("This route has no caller.")));
    }
}
