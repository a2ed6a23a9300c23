namespace HiltBot.Web.Renewals;

/// <summary>A page on which one wallet signs one thing that is no payment.</summary>
/// <param name="Signer">The only wallet whose signature counts.</param>
public sealed record AgreementPageView(
    string Path, string Chain, string Title, string MerchantName, string Headline, IReadOnlyList<string> Lines,
    string Signer, string PlanAccount, IReadOnlyList<AgreementAct> Acts);

/// <param name="Name">As the routes take it.</param>
public sealed record AgreementAct(string Name, string Label);
