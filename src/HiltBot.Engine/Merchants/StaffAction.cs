namespace HiltBot.Engine.Merchants;

/// <summary>What staff of a workspace can do; who may is said in <see cref="StaffRights"/>.</summary>
public enum StaffAction
{
    /// <summary>Sees members, payments, offers and why somebody has access.</summary>
    Look,

    /// <summary>Answers people who asked for help.</summary>
    Answer,

    /// <summary>Makes, changes, pauses and archives offers, their price included.</summary>
    ManageOffers,

    /// <summary>Gives memberships away.</summary>
    Gift,

    /// <summary>Ends memberships, changes their dates, blocks people.</summary>
    Revoke,

    /// <summary>Decides about closings that the brake holds.</summary>
    DecideBrake,

    /// <summary>Binds communities and chooses their alert channel.</summary>
    ManageCommunities,

    /// <summary>Decides what becomes of money that fits no session.</summary>
    SettleMoney,

    /// <summary>Says where the money goes.</summary>
    ChangeWallet,

    /// <summary>Makes and unmakes staff.</summary>
    ManageStaff,

    /// <summary>Changes the workspace itself: name, zone, terms.</summary>
    EditWorkspace,
}
