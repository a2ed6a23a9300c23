using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace HiltBot.TestKit.Telegram;

// Updates that are posted. One after another: max_connections is taken and not used.
public sealed partial class TelegramUpdates
{
    private readonly HttpClient http = new() { Timeout = TimeSpan.FromSeconds(30) };
    private Webhook? webhook;

    /// <summary>Where updates are posted; null: nowhere.</summary>
    public string? WebhookUrl => Read(() => webhook?.Url);

    /// <summary>The secret that goes along with posted updates.</summary>
    public string? WebhookSecret => Read(() => webhook?.Secret);

    /// <summary>Posts that were answered by something else than 2xx, or not at all.</summary>
    public int FailedPosts { get; private set; }

    /// <summary>Posts that were answered by 2xx.</summary>
    public int Posted { get; private set; }

    /// <summary>Posts any body to a webhook, with a secret or without: what a stranger may try.</summary>
    /// <returns>The status.</returns>
    public async Task<int> PostAsync(string url, JsonObject body, string? secret)
    {
        using var response = await SendAsync(url, body, secret, CancellationToken.None);
        return (int)response.StatusCode;
    }

    internal JsonNode Set(BotRequest request)
    {
        var url = request.Text("url");
        if (request.Flag("drop_pending_updates"))
        {
            pending.Clear();
        }

        if (url is null)
        {
            webhook = null;
            return true;
        }

        if (!Uri.TryCreate(url, UriKind.Absolute, out var address) ||
            (address.Scheme != "https" && !telegram.Options.TakesHttpWebhooks))
        {
            throw TelegramRefusal.Bad("bad webhook: An HTTPS URL must be provided for webhook");
        }

        var secret = request.Text("secret_token");
        if (secret is not null && !Regex.IsMatch(secret, "^[A-Za-z0-9_-]{1,256}$", RegexOptions.None, TimeSpan.FromSeconds(1)))
        {
            throw TelegramRefusal.Bad("secret token contains unallowed characters");
        }

        Allow(request.Node("allowed_updates"));
        webhook = new(url, secret, (int)(request.Number("max_connections") ?? 40));
        poller?.TrySetResult("terminated by setWebhook request");
        return true;
    }

    internal JsonNode Delete(BotRequest request)
    {
        if (request.Flag("drop_pending_updates"))
        {
            pending.Clear();
        }

        webhook = null;
        return true;
    }

    internal JsonNode Info()
    {
        var info = new JsonObject
        {
            ["url"] = webhook?.Url ?? string.Empty,
            ["has_custom_certificate"] = false,
            ["pending_update_count"] = pending.Count,
        };
        if (webhook is not null)
        {
            info["max_connections"] = webhook.ConnectionsMax;
            info["ip_address"] = "127.0.0.1";
        }

        if (webhook?.FailedAt is { } failedAt)
        {
            info["last_error_date"] = failedAt.ToUnixTimeSeconds();
            info["last_error_message"] = webhook.Failure;
        }

        if (allowed is not null)
        {
            info["allowed_updates"] = new JsonArray([.. allowed.Select(kind => (JsonNode)kind)]);
        }

        return info;
    }

    private async Task PostAllAsync()
    {
        while (!end.IsCancellationRequested)
        {
            var next = telegram.ChangeAsync();
            var (hook, update) = NextToPost();
            if (hook is null || update is null)
            {
                await Task.WhenAny(next, Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, end.Token));
                continue;
            }

            if (await TryPostAsync(hook, update) is { } failure)
            {
                Read(() =>
                {
                    FailedPosts++;
                    hook.Failure = failure;
                    hook.FailedAt = telegram.Time.GetUtcNow();
                    return 0;
                });
                telegram.Changed();
                await Task.WhenAny(Task.Delay(telegram.Options.WebhookRetryAfter, telegram.Time, end.Token));
                continue;
            }

            Read(() =>
            {
                Posted++;
                return pending.Remove(update);
            });
            telegram.Changed();
        }

        http.Dispose();
    }

    private (Webhook? Hook, Waiting? Update) NextToPost() => Read(() =>
    {
        ForgetOld();
        return (webhook, isHeld ? null : AreReversed ? pending.LastOrDefault() : pending.FirstOrDefault());
    });

    private async Task<string?> TryPostAsync(Webhook hook, Waiting update)
    {
        try
        {
            using var response = await SendAsync(hook.Url, update.Json, hook.Secret, end.Token);
            return response.IsSuccessStatusCode
                ? null
                : $"Wrong response from the webhook: {(int)response.StatusCode} {response.ReasonPhrase}";
        }
        catch (Exception exception) when (exception is HttpRequestException or OperationCanceledException)
        {
            return "Connection refused";
        }
    }

    private async Task<HttpResponseMessage> SendAsync(
        string url, JsonObject body, string? secret, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, url)
        {
            Content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json"),
        };
        if (secret is not null)
        {
            request.Headers.Add("X-Telegram-Bot-Api-Secret-Token", secret);
        }

        return await http.SendAsync(request, cancellationToken);
    }

    private sealed record Webhook(string Url, string? Secret, int ConnectionsMax)
    {
        public string? Failure { get; set; }

        public DateTimeOffset? FailedAt { get; set; }
    }
}
