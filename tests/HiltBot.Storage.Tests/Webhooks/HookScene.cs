using System.Collections.Concurrent;
using System.Text;
using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;
using HiltBot.Engine.Webhooks;
using HiltBot.TestKit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Club = HiltBot.Storage.Tests.Memberships.Club;

namespace HiltBot.Storage.Tests.Webhooks;

/// <summary>One attempt as it left the engine.</summary>
internal sealed record Sent(DateTimeOffset At, WebhookCall Call)
{
    public string Body => Encoding.UTF8.GetString(Call.Body.Span);

    public string Header(string name) => Call.Headers.Single(header => header.Key == name).Value;
}

/// <summary>Merchants' software, which answers what a test says; an address that is told to hang never
/// answers.</summary>
internal sealed class Letterbox(ManualTime time) : IWebhookSender
{
    private readonly ConcurrentQueue<Sent> sent = new();

    public ConcurrentDictionary<string, int> Statuses { get; } = new();

    public ConcurrentDictionary<string, bool> Hanging { get; } = new();

    /// <summary>Runs while an attempt is in the air.</summary>
    public Func<WebhookCall, Task> Meanwhile { get; set; } = _ => Task.CompletedTask;

    public IReadOnlyList<Sent> All => [.. sent];

    public IReadOnlyList<Sent> To(string url) => [.. sent.Where(one => one.Call.Url == url)];

    public async Task<WebhookAnswer> SendAsync(WebhookCall call, CancellationToken cancellationToken)
    {
        sent.Enqueue(new Sent(time.GetUtcNow(), call));
        if (Hanging.ContainsKey(call.Url))
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
        }

        await Meanwhile(call);
        return new WebhookAnswer.Answered(Statuses.GetValueOrDefault(call.Url, 200), "heard");
    }
}

/// <summary>A merchant with a product, whose software listens, and sweeps that run when they are
/// told.</summary>
internal sealed class HookScene : IAsyncDisposable
{
    private int events;

    private HookScene(Store store, Letterbox letterbox, Club club)
    {
        Store = store;
        Letterbox = letterbox;
        Club = club;
    }

    public Store Store { get; }

    public Letterbox Letterbox { get; }

    public Club Club { get; }

    public DeliveryFlights Flights => Store.Services.GetRequiredService<DeliveryFlights>();

    public static async Task<HookScene> OpenAsync(string provider, int deadLetterHours = 0)
    {
        var (store, letterbox) = await StoreAsync(provider, new ManualTime(), null, deadLetterHours);
        return new HookScene(store, letterbox, await Club.OpenAsync(store));
    }

    /// <summary>Another node of the same installation.</summary>
    public async Task<HookScene> AnotherNodeAsync()
    {
        var (store, letterbox) = await StoreAsync(Store.Provider, Store.Time, Store.ConnectionString, 0);
        return new HookScene(store, letterbox, Club);
    }

    public async Task<EndpointId> ListenAsync(string url, Action<List<string>>? events = null,
        bool onlyProduct = false)
    {
        var names = new List<string>();
        events?.Invoke(names);
        var outcome = await Store.InScopeAsync<CreateEndpoint, EndpointOutcome>(create => create.HandleAsync(
            Club.Merchant.Id,
            new EndpointEdit
            {
                Label = "My software",
                Url = url,
                SubscribedEvents = names,
                ProductIds = onlyProduct ? [Club.Product.Id.ToString()] : [],
            },
            Actor.System, default));
        return Assert.IsType<EndpointOutcome.Saved>(outcome).Endpoint.Id;
    }

    public async Task SetStatusAsync(EndpointId id, EndpointStatus status) =>
        Assert.IsType<EndpointOutcome.Saved>(await Store.InScopeAsync<EditEndpoint, EndpointOutcome>(edit =>
            edit.HandleAsync(
                Club.Merchant.Id, id, new EndpointEdit { Status = status }, Actor.System, default)));

    /// <summary>Something happens, and is rendered.</summary>
    public async Task<EventId> HappensAsync(string eventType = EventTypes.SupportTicketCreated,
        bool ofProduct = true)
    {
        var source = $"happening {++events}";
        await Store.WriteAsync(db =>
        {
            db.OweEvent(
                Club.Merchant.Id, eventType, "support_ticket", source,
                new EventLinks { ProductId = ofProduct ? Club.Product.Id : null }, false, Store.Now,
                Store.Time.Now());
            return Task.CompletedTask;
        });
        await Store.InScopeAsync<RenderEvents, int>(step => step.HandleAsync(default));
        return await Store.ReadAsync(db => db.WebhookEvents.Where(row => row.SourceId == source)
            .Select(row => row.Id).SingleAsync());
    }

    /// <summary>Much happens at once, and is rendered.</summary>
    public async Task HappenAsync(int number)
    {
        await Store.WriteAsync(db =>
        {
            for (var left = number; left > 0; left--)
            {
                db.OweEvent(
                    Club.Merchant.Id, EventTypes.SupportTicketCreated, "support_ticket",
                    $"happening {++events}",
                    new EventLinks(), false, Store.Now, Store.Time.Now());
            }

            return Task.CompletedTask;
        });
        while (await Store.InScopeAsync<RenderEvents, int>(step => step.HandleAsync(default)) > 0)
        {
        }
    }

    /// <summary>The sweep, until nothing more is due, without waiting for answers.</summary>
    public async Task StartAsync()
    {
        while (await Store.InScopeAsync<DeliverWebhooks, int>(step => step.HandleAsync(default)) > 0)
        {
        }
    }

    public async Task DeliverAsync()
    {
        await StartAsync();
        await Flights.LandedAsync();
    }

    public Task<List<WebhookDelivery>> DeliveriesAsync() =>
        Store.ReadAsync(db => db.WebhookDeliveries.OrderBy(row => row.Id).ToListAsync());

    public async Task<WebhookDelivery> DeliveryAsync() => Assert.Single(await DeliveriesAsync());

    public Task<WebhookEndpoint> EndpointAsync(EndpointId id) =>
        Store.ReadAsync(db => db.WebhookEndpoints.SingleAsync(row => row.Id == id));

    public ValueTask DisposeAsync() => Store.DisposeAsync();

    private static async Task<(Store Store, Letterbox Letterbox)> StoreAsync(
        string provider, ManualTime time, string? connectionString, int deadLetterHours)
    {
        var letterbox = new Letterbox(time);
        var store = await Store.CreateAsync(
            provider, connectionString: connectionString, time: time,
            more: services => services.AddSingleton<IWebhookSender>(letterbox)
                .Configure<WebhookOptions>(options => options.DeadLetterRetryHours = deadLetterHours));
        return (store, letterbox);
    }
}
