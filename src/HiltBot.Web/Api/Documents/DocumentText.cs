using System.Text;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.OpenApi;

namespace HiltBot.Web.Api.Documents;

/// <summary>The document as bytes, made once: routes do not change while a host runs, and making it is work.</summary>
internal sealed class DocumentText([FromKeyedServices(ApiDocument.Name)] IOpenApiDocumentProvider provider) : IDisposable
{
    public const string ContentType = "application/json; charset=utf-8";

    private readonly SemaphoreSlim turn = new(1, 1);
    private byte[]? openApi;
    private byte[]? postman;

    public async Task<byte[]> OpenApiAsync(CancellationToken cancellationToken)
    {
        await MakeAsync(cancellationToken);
        return openApi!;
    }

    public async Task<byte[]> PostmanAsync(CancellationToken cancellationToken)
    {
        await MakeAsync(cancellationToken);
        return postman!;
    }

    public void Dispose() => turn.Dispose();

    private async Task MakeAsync(CancellationToken cancellationToken)
    {
        if (openApi is not null)
        {
            return;
        }

        await turn.WaitAsync(cancellationToken);
        try
        {
            var document = await provider.GetOpenApiDocumentAsync(cancellationToken);
            postman ??= PostmanCollection.Of(document);
            openApi ??= Encoding.UTF8.GetBytes(
                await document.SerializeAsJsonAsync(OpenApiSpecVersion.OpenApi3_1, cancellationToken));
        }
        finally
        {
            turn.Release();
        }
    }
}
