using HiltBot.Engine.Buyers;
using HiltBot.Engine.Values;

namespace HiltBot.Telegram.Door;

/// <summary>Pages that Telegram opens inside itself, for the engine: whoever Telegram has signed for is believed.</summary>
internal sealed class MiniAppVisitors(TelegramInitData initData) : IAppVisitors
{
    public Platform Platform => Platform.Telegram;

    public AppVisitor? Read(string signedData) =>
        initData.Verify(signedData) is { } visitor ? new AppVisitor(visitor.AccountId, visitor.Display) : null;
}
