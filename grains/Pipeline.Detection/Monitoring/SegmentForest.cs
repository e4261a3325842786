using Pipeline.Core.Packing;
using Pipeline.Detection.Training;

namespace Pipeline.Detection.Monitoring;

/// <summary>The forest of a segment and the long window that is being filled for it.</summary>
internal sealed class SegmentForest(string endpoint, string segment, long widthMs, double episodesPerWindow)
{
    public ForestWatch Watch { get; private set; } = new(endpoint, segment, widthMs);

    public ForestAlarm Alarm { get; private set; } = new(episodesPerWindow);

    public LongWindow Window { get; private set; } = new();

    public void Write(PackedWriter writer)
    {
        Watch.Write(writer);
        Alarm.Write(writer);
        Window.Write(writer);
    }

    public static SegmentForest Read(ref PackedReader reader, string endpoint, string segment, long widthMs, double episodesPerWindow) =>
        new(endpoint, segment, widthMs, episodesPerWindow)
        {
            Watch = ForestWatch.Read(ref reader, endpoint, segment, widthMs),
            Alarm = ForestAlarm.Read(ref reader, episodesPerWindow),
            Window = LongWindow.Read(ref reader),
        };
}
