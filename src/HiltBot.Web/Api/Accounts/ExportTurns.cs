using HiltBot.Engine.Values;

namespace HiltBot.Web.Api.Accounts;

/// <summary>
/// An export holds a connection to the database as long as its caller reads: one a workspace, and a few in all.
/// </summary>
internal sealed class ExportTurns
{
    private const int AtOnceMax = 4;

    private readonly Lock gate = new();
    private readonly HashSet<MerchantId> running = [];

    /// <returns>Ends the turn when disposed; null while there is none to have.</returns>
    public IDisposable? Take(MerchantId merchantId)
    {
        lock (gate)
        {
            return running.Count < AtOnceMax && running.Add(merchantId) ? new Turn(this, merchantId) : null;
        }
    }

    private sealed class Turn(ExportTurns turns, MerchantId merchantId) : IDisposable
    {
        public void Dispose()
        {
            lock (turns.gate)
            {
                turns.running.Remove(merchantId);
            }
        }
    }
}
