using System.Globalization;
using System.Text.Json.Nodes;

namespace HiltBot.Doors.Tests.Telegram;

/// <summary>Updates as no Telegram sends them: members missing, of other types, too large, too deep. By a seed.</summary>
internal sealed class OddJson(int seed, IReadOnlyList<string> ids)
{
    private static readonly string[] Kinds = ["message", "callback_query", "my_chat_member", "chat_member", "nonsense"];

    private static readonly string[] Names =
    [
        "chat", "from", "message", "text", "data", "id", "type", "entities", "reply_to_message", "reply_markup",
        "inline_keyboard", "old_chat_member", "new_chat_member", "user", "status", "message_id", "date", "caption", "photo",
        "sender_chat", "forward_origin", "sender_user", "offset", "length", "title", "username", "callback_data",
    ];

    private static readonly string[] Texts =
    [
        "", "/", "//", "/start", "/start at-join--100", "/start at-setup-0", "/setup x", "/gift", "/gift @a \"", "see:", "a=b",
        "=", "private", "group", "supergroup", "channel", "administrator", "member", "text_mention", "\ud83d", "\u202e/join",
        "answer:0000000000000000000000", "99999999999999999999", "-", "1e9",
    ];

#pragma warning disable CA5394 // By a seed, so that it can be repeated.
    private readonly Random random = new(seed);

    public static int Seed()
    {
        var seed = int.TryParse(
            Environment.GetEnvironmentVariable("HILTBOT_TEST_SEED"), NumberStyles.None, CultureInfo.InvariantCulture,
            out var given) ? given : Random.Shared.Next();
        TestContext.Current.TestOutputHelper?.WriteLine($"HILTBOT_TEST_SEED={seed}");
        return seed;
    }

    public (string Kind, JsonObject Content) Update() => (Kinds[random.Next(Kinds.Length)], Object(0));

    private JsonObject Object(int depth)
    {
        var made = new JsonObject();
        foreach (var name in Names)
        {
            if (random.Next(3) == 0)
            {
                made[name] = Value(name, depth + 1);
            }
        }

        return made;
    }

    private JsonNode? Value(string name, int depth) => random.Next(depth > 3 ? 6 : 9) switch
    {
        0 => null,
        1 => Texts[random.Next(Texts.Length)],
        2 => JsonValue.Create(random.NextInt64()),
        3 => JsonValue.Create(random.NextDouble() * 1e300),
        4 => random.Next(2) == 0,
        5 => long.Parse(ids[random.Next(ids.Count)], CultureInfo.InvariantCulture),
        6 => new JsonArray([.. Enumerable.Range(0, random.Next(4)).Select(_ => Value(name, depth + 1))]),
        _ => Object(depth),
    };
#pragma warning restore CA5394
}
