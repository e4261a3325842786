namespace Pipeline.Ml.Thresholds;

/// <summary>Reads numbers that must lie in a range, and says which one does not.</summary>
internal readonly struct CheckedReader(BinaryReader reader)
{
    /// <exception cref="InvalidDataException">The number is missing, NaN or outside the range.</exception>
    public double Double(string name, double min, double max)
    {
        double value = Get(name, static reader => reader.ReadDouble());
        return value >= min && value <= max ? value : throw Outside(name, value);
    }

    /// <exception cref="InvalidDataException">The number is missing or outside the range.</exception>
    public int Int32(string name, int min, int max)
    {
        int value = Get(name, static reader => reader.ReadInt32());
        return value >= min && value <= max ? value : throw Outside(name, value);
    }

    /// <exception cref="InvalidDataException">The number is missing or outside the range.</exception>
    public long Int64(string name, long min, long max)
    {
        long value = Get(name, static reader => reader.ReadInt64());
        return value >= min && value <= max ? value : throw Outside(name, value);
    }

    private T Get<T>(string name, Func<BinaryReader, T> read)
    {
        try
        {
            return read(reader);
        }
        catch (EndOfStreamException exception)
        {
            throw new InvalidDataException($"The calibration ends before its {name}.", exception);
        }
    }

    private static InvalidDataException Outside(string name, object value) => new($"The {name} of the calibration is {value}, outside its range.");
}
