namespace HiltBot.Engine.Storage;

/// <summary>
/// The database cannot be used by this process; the message is one sentence for the operator.
/// </summary>
public sealed class StoreInUseException(string message, Exception? innerException = null)
    : Exception(message, innerException);
