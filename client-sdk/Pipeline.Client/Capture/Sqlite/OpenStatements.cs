namespace Pipeline.Client.Capture.Sqlite;

/// <summary>The statements that have begun and not ended, by their address. A statement may end on another thread than it began on.</summary>
internal sealed class OpenStatements
{
    private const int StripeCount = 16;
    private const int StripeStatementsMax = 1_024;

    private readonly Dictionary<nint, OpenStatement>[] _stripes = [.. Enumerable.Range(0, StripeCount).Select(_ => new Dictionary<nint, OpenStatement>())];

    /// <summary>Keeps a statement; false if there are too many already.</summary>
    public bool TryAdd(nint statement, OpenStatement open)
    {
        Dictionary<nint, OpenStatement> stripe = StripeOf(statement);
        lock (stripe)
        {
            if (stripe.Count >= StripeStatementsMax)
                return false;
            stripe[statement] = open;
            return true;
        }
    }

    public bool Contains(nint statement)
    {
        Dictionary<nint, OpenStatement> stripe = StripeOf(statement);
        lock (stripe)
            return stripe.ContainsKey(statement);
    }

    public bool TryRemove(nint statement, out OpenStatement open)
    {
        Dictionary<nint, OpenStatement> stripe = StripeOf(statement);
        lock (stripe)
            return stripe.Remove(statement, out open);
    }

    /// <remarks>Addresses of allocations are multiples of 16 at least, and statements are larger than that.</remarks>
    private Dictionary<nint, OpenStatement> StripeOf(nint statement) => _stripes[(int)((statement >> 8) ^ (statement >> 4)) & (StripeCount - 1)];
}
