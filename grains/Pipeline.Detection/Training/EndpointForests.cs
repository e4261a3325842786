using System.Text;
using Pipeline.Core.Endpoints;
using Pipeline.Core.Packing;

namespace Pipeline.Detection.Training;

/// <summary>The forests of an endpoint, one a segment, by the segments' names.</summary>
/// <remarks>A function of the windows and entries it is given, as <see cref="ForestWatch"/> is. Not thread-safe.</remarks>
internal sealed class EndpointForests(string endpoint, long widthMs)
{
    private readonly SortedDictionary<string, ForestWatch> _watches = new(StringComparer.Ordinal);

    // Rebuilt when it may have changed: it is asked for often, and changes every few hours.
    private TrainingTask[] _due = [];

    /// <summary>The trainings that wait for their models, by segment.</summary>
    public IReadOnlyList<TrainingTask> Due => _due;

    /// <summary>Models that came out other than the log says, in this process.</summary>
    public int HashMismatches => _watches.Values.Sum(watch => watch.HashMismatches);

    /// <summary>How unusual a long window is as a whole, nats; null while the segment has no model.</summary>
    public double? Judge(string segment, ReadOnlySpan<ForestInput> inputs) => Find(segment)?.Judge(inputs);

    /// <summary>The features that make a window unusual, the most important first.</summary>
    public IReadOnlyList<ForestShare> Explain(string segment, ReadOnlySpan<ForestInput> inputs) => Find(segment)?.Explain(inputs) ?? [];

    /// <summary>Takes a closed long window, after it was judged; see <see cref="ForestWatch.Learn"/>.</summary>
    public void Learn(string segment, long window, ReadOnlySpan<ForestInput> inputs, bool isAnomalous)
    {
        if (!_watches.TryGetValue(segment, out ForestWatch? watch))
        {
            if (_watches.Count == EndpointState.SegmentsMax)
                return;
            watch = new ForestWatch(endpoint, segment, widthMs);
            _watches.Add(segment, watch);
        }

        TrainingTask? before = watch.Due;
        watch.Learn(window, inputs, isAnomalous);
        if (watch.Due != before)
            UpdateDue();
    }

    /// <summary>Hands over a model that was fitted from a due training.</summary>
    public void Offer(TrainingTask task, ForestModel model) => Find(task.Segment)?.Offer(task.Window, model);

    /// <summary>Applies the body of a <see cref="EntryKind.ModelInstalled"/> entry; false if it cannot be read.</summary>
    public bool TryInstall(ReadOnlySpan<byte> body)
    {
        if (!InstalledModelCodec.TryRead(body, out InstalledModel? model))
            return false;
        Find(model.Segment)?.Install(model);
        UpdateDue();
        return true;
    }

    public void Write(PackedWriter writer)
    {
        writer.WriteCount(_watches.Count);
        foreach ((string segment, ForestWatch watch) in _watches)
        {
            writer.WriteBlock(Encoding.UTF8.GetBytes(segment));
            watch.Write(writer);
        }
    }

    /// <summary>Reads what <see cref="Write"/> wrote; fails the reader on anything else.</summary>
    public static EndpointForests Read(ref PackedReader reader, string endpoint, long widthMs)
    {
        EndpointForests forests = new(endpoint, widthMs);
        for (int count = reader.ReadItemCount(EndpointState.SegmentsMax); count > 0 && !reader.Failed; count--)
        {
            string segment = Encoding.UTF8.GetString(reader.ReadBlock());
            if (!forests._watches.TryAdd(segment, ForestWatch.Read(ref reader, endpoint, segment, widthMs)))
                reader.Fail();
        }

        forests.UpdateDue();
        return forests;
    }

    private ForestWatch? Find(string segment) => _watches.GetValueOrDefault(segment);

    private void UpdateDue() => _due = [.. _watches.Values.Select(watch => watch.Due).OfType<TrainingTask>()];
}
