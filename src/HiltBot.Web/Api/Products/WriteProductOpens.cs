using HiltBot.Engine.Products;

namespace HiltBot.Web.Api.Products;

/// <summary>Writes down which products were looked at since the last time, in bounded batches.</summary>
public sealed class WriteProductOpens(ProductOpens opens, RecordOpens record)
{
    private const int RowsMax = 500;

    /// <returns>How many rows were written; more may wait.</returns>
    public async Task<int> HandleAsync(CancellationToken cancellationToken)
    {
        var counted = opens.Take(RowsMax);
        if (counted.Count > 0)
        {
            await record.HandleAsync(counted, cancellationToken);
        }

        return counted.Count;
    }
}
