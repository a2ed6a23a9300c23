namespace HiltBot.Contract.Tests;

/// <summary>Routes of the contract that no room has brought yet. An entry that exists fails; at the end the list is empty.</summary>
internal static class NotYet
{
    public static readonly IReadOnlyList<string> Routes =
    [
        "POST /v1/pay/automatic-renew/setup",
        "POST /v1/pay/phantom/connect/callback",
        "POST /v1/pay/phantom/message-url",
        "POST /v1/pay/phantom/message/callback",
        "POST /v1/pay/phantom/renewal-message-url",
        "POST /v1/pay/phantom/renewal-message/callback",
        "POST /v1/pay/phantom/transaction-url",
        "POST /v1/pay/phantom/transaction/callback",
        "GET /v1/access/native-subscriptions/{authorization_id}",
        "POST /v1/access/native-subscriptions/{authorization_id}/cancel-intent",
        "POST /v1/access/native-subscriptions/{authorization_id}/cancel-confirm",
    ];
}
