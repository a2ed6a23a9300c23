namespace HiltBot.Web.Wire;

/// <summary>
/// Waiting that just ends when the reader has gone or the host stops: a line that is held open must not hold up
/// a stop.
/// </summary>
internal static class Quiet
{
    public static async Task UntilAsync(Task wait)
    {
        try
        {
            await wait;
        }
        catch (OperationCanceledException)
        {
            // Whoever asked looks at the token next.
        }
    }
}
