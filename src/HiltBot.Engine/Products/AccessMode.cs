namespace HiltBot.Engine.Products;

/// <summary>
/// How a product gives access, as its merchant names it (contract section 3). It decides nothing here.
/// </summary>
public enum AccessMode
{
    InviteLink,
    Role,
    Redirect,
    Manual,
}
