using Pipeline.Core.Packing;
using Pipeline.Core.Sketches;

namespace Pipeline.Core.Windows;

/// <summary>What the events of a cell did of one operation.</summary>
/// <remarks>Not thread-safe. Sums are weighted, in millionths, and saturate.</remarks>
public sealed class OperationCell
{
    // A call is 10^9 in CallsNano, and a millisecond 10^12 in TimeMicro.
    private const long WeightPerCallNano = 1_000;

    private CallHistogram _histogram;

    /// <summary>Calls, in thousandths times millionths: 10^-9 of a call.</summary>
    public Int128 CallsNano { get; private set; }

    /// <summary>Time within the operation, ns in millionths.</summary>
    public Int128 TimeMicro { get; private set; }

    /// <summary>Time not spent in other operations, ns in millionths.</summary>
    public Int128 SelfTimeMicro { get; private set; }

    /// <summary>Failed calls, in millionths.</summary>
    public Int128 ErrorsMicro { get; private set; }

    /// <summary>Sum over the endpoint's calls of the squared thousandths of calls per call, in millionths.</summary>
    public Int128 SquaresMicro { get; private set; }

    /// <summary>Most calls that one event made, in thousandths; divided by the event's count.</summary>
    public long MaxPerCallMilli { get; private set; }

    /// <summary>Whether any event reported the operation's time.</summary>
    public bool HasTime { get; private set; }

    /// <summary>Whether any event reported self time.</summary>
    public bool HasSelfTime { get; private set; }

    /// <summary>Whether any event reported failed calls.</summary>
    public bool HasErrors { get; private set; }

    /// <summary>Calls per event, by octave. Its total is the weight of the events that had the operation.</summary>
    public ref readonly CallHistogram Histogram => ref _histogram;

    /// <summary>What sampling leaves open of calls per event, in thousandths of a call.</summary>
    public SampledMoments Moments { get; private set; }

    public bool IsEmpty { get; private set; } = true;

    /// <summary>What it weighs when places are given out, see <see cref="PlaceWeightOf"/>.</summary>
    internal Int128 PlaceWeight => PlaceWeightOf(CallsNano, Saturating.Add(TimeMicro, SelfTimeMicro));

    /// <summary>
    /// What a use weighs when places are given out, in ns and millionths: its time and self time, and a millisecond for each call. So
    /// what is called often weighs, and what takes long.
    /// </summary>
    internal static Int128 PlaceWeightOf(Int128 callsNano, Int128 timeMicro)
        => Saturating.Add(Saturating.Multiply(callsNano, (Int128)WeightPerCallNano), timeMicro);

    /// <summary>Adds one event's calls.</summary>
    internal void AddCalls(long callsMilli, long count, long weightMicro)
    {
        long perCallMilli = count == 1 ? callsMilli : callsMilli / count;
        long callWeight = Saturating.Multiply(count, weightMicro);
        Int128 squares = Saturating.Multiply(Saturating.Wide(perCallMilli, perCallMilli), (Int128)callWeight);
        AddSums(Saturating.Wide(callsMilli, weightMicro), squares, perCallMilli);
        _histogram.Add(CallHistogram.BucketOf(perCallMilli), callWeight);
        if (weightMicro != PackedWriter.CommonScale)
            AddMoments(SampledMoments.Of(callsMilli, count, weightMicro));
    }

    /// <summary>Adds the calls of events that were summed apart.</summary>
    internal void AddCalls(Int128 callsNano, Int128 squaresMicro, long maxPerCallMilli, in CallHistogram histogram)
    {
        AddSums(callsNano, squaresMicro, maxPerCallMilli);
        _histogram.Merge(histogram);
    }

    internal void AddMoments(in SampledMoments moments) => Moments = Moments.Plus(moments);

    internal void AddTime(Int128 timeMicro)
    {
        IsEmpty = false;
        HasTime = true;
        TimeMicro = Saturating.Add(TimeMicro, timeMicro);
    }

    internal void AddSelfTime(Int128 selfTimeMicro)
    {
        IsEmpty = false;
        HasSelfTime = true;
        SelfTimeMicro = Saturating.Add(SelfTimeMicro, selfTimeMicro);
    }

    internal void AddErrors(Int128 errorsMicro)
    {
        IsEmpty = false;
        HasErrors = true;
        ErrorsMicro = Saturating.Add(ErrorsMicro, errorsMicro);
    }

    /// <summary>Adds all of another cell. Commutative and associative, bit for bit.</summary>
    internal void Merge(OperationCell other)
    {
        if (other.IsEmpty)
            return;
        AddCalls(other.CallsNano, other.SquaresMicro, other.MaxPerCallMilli, other._histogram);
        AddMoments(other.Moments);
        if (other.HasTime)
            AddTime(other.TimeMicro);
        if (other.HasSelfTime)
            AddSelfTime(other.SelfTimeMicro);
        if (other.HasErrors)
            AddErrors(other.ErrorsMicro);
    }

    internal void Clear()
    {
        IsEmpty = true;
        HasTime = HasSelfTime = HasErrors = false;
        CallsNano = TimeMicro = SelfTimeMicro = ErrorsMicro = SquaresMicro = 0;
        MaxPerCallMilli = 0;
        Moments = default;
        _histogram = default;
    }

    private void AddSums(Int128 callsNano, Int128 squaresMicro, long maxPerCallMilli)
    {
        IsEmpty = false;
        CallsNano = Saturating.Add(CallsNano, callsNano);
        SquaresMicro = Saturating.Add(SquaresMicro, squaresMicro);
        MaxPerCallMilli = Math.Max(MaxPerCallMilli, maxPerCallMilli);
    }
}
