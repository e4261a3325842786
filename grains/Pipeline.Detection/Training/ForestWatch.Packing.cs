using System.Buffers.Binary;
using Pipeline.Core.Packing;

namespace Pipeline.Detection.Training;

internal sealed partial class ForestWatch
{
    private const byte Version = 1;
    private const int HashSize = 16;
    private const byte HasDueFlag = 1;
    private const byte HasInstalledFlag = 2;

    /// <summary>Packs it: version, counters, the table, the rows of the due training, hash and rows of the installed one.</summary>
    /// <remarks>Equal states give equal bytes, whether a model is at hand or not.</remarks>
    public void Write(PackedWriter writer)
    {
        writer.WriteByte(Version);
        writer.WriteCount(_learnt);
        writer.WriteByte((byte)_trainings);
        writer.WriteSigned(_trainingWindow);
        writer.WriteCount(_learntAtTraining);
        _table.Write(writer);
        writer.WriteByte((byte)((Due is null ? 0 : HasDueFlag) | (_installed is null ? 0 : HasInstalledFlag)));
        Due?.Rows.Write(writer);
        if (_installed is null)
            return;
        writer.WriteSigned(_installed.Window);
        BinaryPrimitives.WriteUInt128BigEndian(writer.Take(HashSize), _installed.Hash);
        _installed.Rows.Write(writer);
    }

    /// <summary>Reads what <see cref="Write"/> wrote; fails the reader on anything else.</summary>
    public static ForestWatch Read(ref PackedReader reader, string endpoint, string segment, long widthMs)
    {
        ForestWatch watch = new(endpoint, segment, widthMs);
        if (reader.ReadByte() != Version)
            reader.Fail();
        watch._learnt = reader.ReadCount();
        watch._trainings = reader.ReadByte();
        watch._trainingWindow = reader.ReadSigned();
        watch._learntAtTraining = reader.ReadCount();
        watch._table = RowTable.Read(ref reader, widthMs);
        byte flags = reader.ReadByte();
        if (watch._trainings > 2 || watch._learntAtTraining > watch._learnt || flags > (HasDueFlag | HasInstalledFlag))
            reader.Fail();
        if ((flags & HasDueFlag) != 0)
            watch.Due = new TrainingTask(segment, watch._trainingWindow, TrainingRows.Read(ref reader));
        if ((flags & HasInstalledFlag) != 0)
            watch._installed = ReadInstalled(ref reader);
        return watch;
    }

    private static Installed ReadInstalled(ref PackedReader reader)
    {
        long window = reader.ReadSigned();
        ReadOnlySpan<byte> hash = reader.ReadRaw(HashSize);
        return new Installed(window, hash.IsEmpty ? 0 : BinaryPrimitives.ReadUInt128BigEndian(hash), TrainingRows.Read(ref reader));
    }
}
