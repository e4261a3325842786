using System.Diagnostics;
using Pipeline.Protocol.Events;

namespace Pipeline.Client.Recording;

/// <summary>Trace and span ids of the activity under way.</summary>
internal static class TraceContext
{
    public static void Read(CallDetail detail)
    {
        if (Activity.Current is not { IdFormat: ActivityIdFormat.W3C } activity)
            return;
        Span<byte> bytes = stackalloc byte[TraceId.Size];
        activity.TraceId.CopyTo(bytes);
        detail.TraceId = TraceId.Read(bytes);
        bytes = bytes[..SpanId.Size];
        activity.SpanId.CopyTo(bytes);
        detail.SpanId = new SpanId(System.Buffers.Binary.BinaryPrimitives.ReadUInt64BigEndian(bytes));
    }
}
