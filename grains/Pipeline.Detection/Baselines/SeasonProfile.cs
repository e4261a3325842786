using Pipeline.Core.Packing;

namespace Pipeline.Detection.Baselines;

/// <summary>What the hour of the day adds to or takes from a value, and after four weeks what the hour of the week does.</summary>
/// <remarks>
/// A slot an hour, each with the mean of its latest days; between the middles of two hours it goes straight from one to the other, so that
/// no step comes at the full hour. Known once every slot that lies around a time has two days or more.
/// </remarks>
internal sealed class SeasonProfile
{
    private const long HourMs = 3_600_000;
    private const int DaySlots = 24;
    private const int WeekSlots = 168;
    private const int DaysMin = 2;
    private const int DaysMax = 7;
    private const int WeeksMin = 4;

    private readonly Slots _day = new(DaySlots);
    private Slots? _week;
    private long _firstUnixMs = long.MinValue;

    /// <summary>What the season is expected to add at this time; 0 while unknown, and 0 on average over all hours.</summary>
    public double At(long timeUnixMs) =>
        _week?.At(timeUnixMs, WeeksMin) ?? _day.At(timeUnixMs, DaysMin) ?? 0;

    public void Learn(long timeUnixMs, double value)
    {
        if (_firstUnixMs == long.MinValue)
            _firstUnixMs = timeUnixMs;
        _day.Learn(timeUnixMs, value, DaysMax);
        // Most endpoints never need a week's profile: it begins when a first week is over.
        if (timeUnixMs - _firstUnixMs >= WeekSlots * HourMs)
            (_week ??= new Slots(WeekSlots)).Learn(timeUnixMs, value, DaysMax);
    }

    public void Write(PackedWriter writer)
    {
        writer.WriteSigned(_firstUnixMs == long.MinValue ? -1 : _firstUnixMs);
        _day.Write(writer);
        writer.WriteByte(_week is null ? (byte)0 : (byte)1);
        _week?.Write(writer);
    }

    public static SeasonProfile Read(ref PackedReader reader)
    {
        long first = reader.ReadSigned();
        SeasonProfile profile = new() { _firstUnixMs = first < 0 ? long.MinValue : first };
        profile._day.Read(ref reader);
        if (reader.ReadByte() == 1)
        {
            profile._week = new Slots(WeekSlots);
            profile._week.Read(ref reader);
        }

        return profile;
    }

    private sealed class Slots(int count)
    {
        private readonly float[] _means = new float[count];
        private readonly byte[] _periods = new byte[count];

        // The hour at hand: its sum goes into its slot when it is over.
        private long _hour = long.MinValue;
        private double _sum;
        private long _values;

        // The level that all hours have in common: only what differs from it is season.
        private double _level = double.NaN;

        public double? At(long timeUnixMs, int periodsMin)
        {
            long middle = timeUnixMs - (HourMs / 2);
            long hour = Math.DivRem(middle, HourMs, out long into);
            int before = SlotOf(hour);
            int after = SlotOf(hour + 1);
            if (_periods[before] < periodsMin || _periods[after] < periodsMin)
                return null;
            double share = (double)into / HourMs;
            return (_means[before] * (1 - share)) + (_means[after] * share) - Level();
        }

        public void Learn(long timeUnixMs, double value, int periodsMax)
        {
            long hour = timeUnixMs / HourMs;
            if (hour != _hour)
                Settle(periodsMax);
            if (hour != _hour)
                (_hour, _sum, _values) = (hour, 0, 0);
            _sum += value;
            _values++;
        }

        public void Write(PackedWriter writer)
        {
            for (int slot = 0; slot < count; slot++)
            {
                writer.WriteByte(_periods[slot]);
                if (_periods[slot] > 0)
                    writer.WriteSingle(_means[slot]);
            }

            writer.WriteSigned(_hour == long.MinValue ? -1 : _hour);
            writer.WriteDouble(_sum);
            writer.WriteCount(_values);
        }

        public void Read(ref PackedReader reader)
        {
            for (int slot = 0; slot < count; slot++)
            {
                _periods[slot] = reader.ReadByte();
                if (_periods[slot] > 0)
                    _means[slot] = reader.ReadSingle();
            }

            long hour = reader.ReadSigned();
            _hour = hour < 0 ? long.MinValue : hour;
            _sum = reader.ReadDouble();
            _values = reader.ReadCount();
        }

        private void Settle(int periodsMax)
        {
            if (_hour == long.MinValue || _values == 0)
                return;
            int slot = SlotOf(_hour);
            int periods = Math.Min(_periods[slot] + 1, periodsMax);
            double mean = _sum / _values;
            _level = double.NaN;
            _means[slot] = (float)(_periods[slot] == 0 ? mean : _means[slot] + ((mean - _means[slot]) / periods));
            _periods[slot] = (byte)periods;
        }

        private double Level()
        {
            if (!double.IsNaN(_level))
                return _level;
            (double sum, int known) = (0, 0);
            for (int slot = 0; slot < count; slot++)
            {
                sum += _periods[slot] > 0 ? _means[slot] : 0;
                known += _periods[slot] > 0 ? 1 : 0;
            }

            return _level = sum / known;
        }

        private int SlotOf(long hour) => (int)(hour % count);
    }
}
