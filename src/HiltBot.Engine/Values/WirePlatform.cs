namespace HiltBot.Engine.Values;

/// <summary>Platforms as the contract spells them (section 3): what is simulated reads CUSTOM.</summary>
public static class WirePlatform
{
    public static string Of(Platform platform) => EnumText.Of(Meant(platform));

    /// <summary>The one that the word stands for.</summary>
    public static Platform Meant(Platform platform) =>
        platform is Platform.SimServer or Platform.SimGroup ? Platform.Custom : platform;
}
