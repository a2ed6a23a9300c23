using Microsoft.Extensions.DependencyInjection;

namespace HiltBot.Engine.Receipts;

internal static class ReceiptsWiring
{
    extension(IServiceCollection services)
    {
        public IServiceCollection AddReceipts() => services
            .AddScoped<IssueReceipt>()
            .AddScoped<VerifyReceipt>()
            .AddScoped<ReadReceiptKeys>()
            .AddScoped<RotateReceiptKey>()
            .AddScoped<SignTransaction>()
            .AddScoped<ListReceipts>()
            .AddScoped<EditInvoice>()
            .AddScoped<RecordProofSent>();
    }
}
