namespace HiltBot.Engine.Support;

/// <summary>What became of a message, a new ticket or an order about one.</summary>
public abstract record TicketOutcome
{
    private TicketOutcome()
    {
    }

    public sealed record Opened(Ticket Ticket) : TicketOutcome;

    public sealed record Written(Ticket Ticket) : TicketOutcome;

    /// <summary>It is closed: nothing is written any more, and the order "close" is carried out.</summary>
    public sealed record Closed(Ticket Ticket) : TicketOutcome;

    public sealed record UnknownTicket : TicketOutcome;

    /// <param name="Field">Contract spelling; empty where it is about the state.</param>
    public sealed record Refused(string Field, string Why) : TicketOutcome;

    public sealed record NotAllowed(string Why) : TicketOutcome;
}
