using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Http;

namespace HiltBot.Web.Wire;

/// <summary>The hidden field that proves that a form is ours.</summary>
public sealed record FormToken(string FieldName, string Value);

/// <summary>Reads posted forms, and only those that this site gave to this browser.</summary>
internal sealed class Forms(IAntiforgery antiforgery)
{
    private const int BytesMax = 32 * 1024;

    public FormToken Token(HttpContext context)
    {
        var tokens = antiforgery.GetAndStoreTokens(context);
        return new FormToken(tokens.FormFieldName, tokens.RequestToken!);
    }

    /// <returns>Null when the form is not ours, too old, or no form at all.</returns>
    public async Task<IFormCollection?> ReadAsync(HttpContext context, CancellationToken cancellationToken)
    {
        if (!context.Request.HasFormContentType || context.Request.ContentLength > BytesMax)
        {
            return null;
        }

        return await antiforgery.IsRequestValidAsync(context)
            ? await context.Request.ReadFormAsync(cancellationToken)
            : null;
    }
}
