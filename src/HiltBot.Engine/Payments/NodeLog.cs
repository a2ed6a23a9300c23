using HiltBot.Solana.Rpc;
using Microsoft.Extensions.Logging;

namespace HiltBot.Engine.Payments;

/// <summary>Says in the log once per change how a node of the chain is.</summary>
public sealed partial class NodeLog(ILogger<NodeLog> logger)
{
    public void Write(NodeNews news)
    {
        switch (news.Condition)
        {
            case NodeCondition.Ready:
                Log.IsBack(logger, news.Host);
                break;
            case NodeCondition.WrongNetwork:
                Log.IsForeign(logger, news.Host, news.Why!);
                break;
            case NodeCondition.Behind:
                Log.IsBehind(logger, news.Host, news.Why!);
                break;
            default:
                Log.IsOut(logger, news.Host, news.Why!);
                break;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(4100, LogLevel.Warning, "Node {Host} is left out for a while: {Why} It is tried again by itself.")]
        public static partial void IsOut(ILogger logger, string host, string why);

        [LoggerMessage(4101, LogLevel.Warning, "Node {Host} is behind, and money is not read from it: {Why}")]
        public static partial void IsBehind(ILogger logger, string host, string why);

        [LoggerMessage(4102, LogLevel.Error, "Node {Host} is not used: {Why} Take it out of HiltBot:Solana:RpcUrls.")]
        public static partial void IsForeign(ILogger logger, string host, string why);

        [LoggerMessage(4103, LogLevel.Information, "Node {Host} is well again.")]
        public static partial void IsBack(ILogger logger, string host);
    }
}
