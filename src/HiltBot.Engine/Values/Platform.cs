namespace HiltBot.Engine.Values;

/// <summary>
/// Where people chat and where access is given. The two simulated ones have the shapes of the two real ones: a server
/// with roles, and a group that one enters. On the wire they read CUSTOM (contract section 3).
/// </summary>
public enum Platform
{
    Custom,
    Discord,
    Telegram,
    SimServer,
    SimGroup,
}
