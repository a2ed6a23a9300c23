using HiltBot.Engine.Payments.Refunds;
using HiltBot.Engine.Sandbox;
using HiltBot.Engine.Storage;
using HiltBot.Solana.Rpc;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace HiltBot.Engine.Payments;

internal static class PaymentsWiring
{
    extension(IServiceCollection services)
    {
        public IServiceCollection AddPayments()
        {
            services.AddSingleton(provider => Assets.Of(
                provider.GetRequiredService<Network>(), provider.GetRequiredService<IOptions<SolanaOptions>>().Value));
            services.AddSingleton<NodeLog>();
            services.AddSingleton(provider => MakeRpc(
                provider.GetRequiredService<IOptions<SolanaOptions>>().Value,
                provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<NodeLog>()));
            services.AddSingleton(MakeNodes);
            services.AddSingleton<SettlementPace>();
            services.AddSingleton<ChainSocket>();
            services.AddScoped<SolanaChain>();
            services.AddScoped<IPaymentChain>(provider => provider.GetRequiredService<Network>().IsSandbox
                ? provider.GetRequiredService<PlayChain>()
                : provider.GetRequiredService<SolanaChain>());
            services.AddScoped(provider => provider.GetRequiredService<IPaymentChain>() as IOutgoingChain ??
                throw new InvalidOperationException("This ledger cannot send anything."));
            services.AddScoped<CountMoney>().AddScoped<CloseRefunds>().AddScoped<PrepareRefund>().AddScoped<ReadRefund>()
                .AddScoped<TendRefund>().AddScoped<PrepareRefundTransaction>().AddScoped<StartMoneyProof>()
                .AddScoped<NameRefundAddress>().AddScoped<ClaimMoney>().AddScoped<SendPayment>()
                .AddScoped<ResendPayments>();
            return services.AddScoped<Watches>()
                .AddScoped<ConfirmPayment>()
                .AddScoped<SettleLate>()
                .AddScoped<RecordTransfer>()
                .AddScoped<LookByReference>()
                .AddScoped<TransactionReader>()
                .AddScoped<Unreadables>()
                .AddScoped<RetryUnreadable>()
                .AddScoped<ReleaseUnreadable>()
                .AddScoped<AccountPages>()
                .AddScoped<ReadReceivingAccounts>()
                .AddScoped<WatchNodes>()
                .AddScoped<HearHints>()
                .AddScoped<EndCheckouts>()
                .AddScoped<NameSignature>()
                .AddScoped<SettleUnmatched>()
                .AddScoped<NoteRefund>()
                .AddScoped<ListUnmatched>();
        }
    }

    // Without a node, as on the sandbox, there is no client to make.
    private static ChainNodes MakeNodes(IServiceProvider provider) => new(
        provider.GetRequiredService<Network>(),
        provider.GetRequiredService<IOptions<SolanaOptions>>().Value.RpcUrls.Count == 0
            ? null
            : provider.GetRequiredService<SolanaRpc>());

    // One client for the process: its budget and its nodes' rests hold for everybody (solana.md, section 6).
    private static SolanaRpc MakeRpc(SolanaOptions options, TimeProvider time, NodeLog log)
    {
        var handler = new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.FromMinutes(5) };
        var http = new HttpClient(handler) { Timeout = TimeSpan.FromMinutes(1) };
        var settings = new SolanaRpcOptions
        {
            Urls = [.. options.RpcUrls],
            RequestsPerSecond = options.RequestsPerSecond,
            News = log.Write,
        };
        return new SolanaRpc(http, settings, time, Random.Shared);
    }
}
