using System.Globalization;
using System.Net.Http.Json;
using HiltBot.Engine.Access;
using HiltBot.Engine.Chat;
using HiltBot.Engine.Notices;
using HiltBot.Engine.Values;

namespace HiltBot.TestHost;

/// <summary>A platform of roles behind plain HTTP: every call reaches the stand-in in the test's process.</summary>
internal sealed class RemotePlatform(Uri standIn) : IAccessPlatform, INoticeChannel
{
    private readonly HttpClient http = new()
    {
        BaseAddress = standIn,
        Timeout = TimeSpan.FromSeconds(10),
        DefaultRequestHeaders = { { "X-Process", Environment.ProcessId.ToString(CultureInfo.InvariantCulture) } },
    };

    public Platform Platform => Platform.Discord;

    public Task<AccessAnswer> LookAsync(string targetId, string accountId, CancellationToken cancellationToken) =>
        AskAsync("look", targetId, accountId, cancellationToken);

    public Task<AccessAnswer> GrantAsync(
        string targetId, string accountId, string reason, CancellationToken cancellationToken) =>
        AskAsync("grant", targetId, accountId, cancellationToken);

    public Task<AccessAnswer> RevokeAsync(
        string targetId, string accountId, string reason, CancellationToken cancellationToken) =>
        AskAsync("revoke", targetId, accountId, cancellationToken);

    public Task<NoticeAnswer> SendPrivatelyAsync(
        string accountId, ChatReply message, NoticeId noticeId, CancellationToken cancellationToken) =>
        TellAsync("private", accountId, noticeId, message, cancellationToken);

    public Task<NoticeAnswer> SendToChannelAsync(
        string communityExternalId, string channelId, ChatReply message, NoticeId noticeId,
        CancellationToken cancellationToken) =>
        TellAsync("channel", channelId, noticeId, message, cancellationToken);

    /// <summary>
    /// Says that rows of a table are being claimed, or just were; the stand-in may kill this process before it answers.
    /// </summary>
    public async Task SayAsync(string verb, string table, CancellationToken cancellationToken)
    {
        using var answer = await http.PostAsJsonAsync($"/{verb}", new { what = table }, cancellationToken);
        answer.EnsureSuccessStatusCode();
    }

    private async Task<AccessAnswer> AskAsync(
        string verb, string target, string account, CancellationToken cancellationToken)
    {
        using var answer = await http.PostAsJsonAsync($"/{verb}", new { target, account }, cancellationToken);
        answer.EnsureSuccessStatusCode();
        return await answer.Content.ReadAsStringAsync(cancellationToken) switch
        {
            "open" => new AccessAnswer.Open(),
            "closed" => new AccessAnswer.Closed(),
            "absent" => new AccessAnswer.WaitsForJoin(null),
            var other => new AccessAnswer.TryLater(null, other),
        };
    }

    private async Task<NoticeAnswer> TellAsync(
        string verb, string to, NoticeId noticeId, ChatReply message, CancellationToken cancellationToken)
    {
        var body = new { to, notice = noticeId.ToString(), text = message.Text };
        using var answer = await http.PostAsJsonAsync($"/{verb}", body, cancellationToken);
        answer.EnsureSuccessStatusCode();
        return new NoticeAnswer.Accepted();
    }
}
