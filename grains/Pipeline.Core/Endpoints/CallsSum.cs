using Pipeline.Core.Windows;

namespace Pipeline.Core.Endpoints;

/// <summary>Unweighted sums of one operation's calls over the events of one slot, in 64 bits.</summary>
internal struct CallsSum
{
    public long Calls;
    public long Squares;
    public long Max;

    /// <summary>Events by octave of their calls.</summary>
    public CallHistogram Events;
}
