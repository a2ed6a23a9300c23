namespace HiltBot.Web.Simulator;

/// <summary>Configuration section <c>HiltBot:Simulator</c>.</summary>
public sealed class SimulatorOptions
{
    public const string Section = "HiltBot:Simulator";

    /// <summary>Whether the chat simulator is shown; null: on sandbox and localnet only.</summary>
    public bool? Enabled { get; set; }
}
