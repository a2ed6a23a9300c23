namespace HiltBot.TestHost;

/// <summary>Names this assembly, so that a test finds its file.</summary>
public sealed class Mark;
