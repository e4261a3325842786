using Pipeline.Core.Packing;
using Pipeline.Detection.Training;
using Pipeline.Ml.Randomness;

namespace Pipeline.Detection.Tests.Training;

public class ForestAlarmTests
{
    private const double Promise = 1.0 / (7 * 24 * 60);

    [Fact]
    public void Observe_TwoOfThreeWindowsTooHigh_AlarmsUntilThreeWereBelow()
    {
        ForestAlarm alarm = Calibrated(1);
        double high = alarm.Threshold + 1;

        Assert.False(alarm.Observe(high, isLearnt: false));
        Assert.False(alarm.Observe(0, isLearnt: false));
        Assert.True(alarm.Observe(high, isLearnt: false));
        Assert.True(alarm.Observe(0, isLearnt: false));
        Assert.True(alarm.Observe(0, isLearnt: false));
        Assert.False(alarm.Observe(0, isLearnt: false));
    }

    [Fact]
    public void Observe_HighWindowsFarApart_RaiseNothing()
    {
        ForestAlarm alarm = Calibrated(2);
        for (int window = 0; window < 300; window++)
            Assert.False(alarm.Observe(window % 3 == 0 ? alarm.Threshold + 1 : 0, isLearnt: false));
    }

    [Fact]
    public void Observe_UsualSurprises_RaiseNoMoreEpisodesThanPromised()
    {
        ForestAlarm alarm = Calibrated(3);
        SeededRandom random = new(4);
        int episodes = 0;
        bool was = false;
        for (int window = 0; window < 8 * 7 * 24 * 60; window++)
        {
            bool isAlarming = alarm.Observe(-Math.Log(1 - random.NextDouble()), isLearnt: true);
            episodes += isAlarming && !was ? 1 : 0;
            was = isAlarming;
        }

        Assert.InRange(episodes, 0, 8);
    }

    [Fact]
    public void Read_TheFirstVersion_GoesOnAsIfItHadBeenWrittenNow()
    {
        SeededRandom random = new(6);
        ForestAlarm alarm = new(Promise);
        PackedWriter first = new();
        first.WriteByte(1);
        first.WriteByte(0);
        first.WriteByte(0);
        first.WriteCount(100);
        for (int window = 0; window < 100; window++)
        {
            double surprise = random.NextDouble();
            alarm.Observe(surprise, isLearnt: true);
            first.WriteDouble(surprise);
        }

        first.WriteBlock([]);
        PackedReader reader = new(first.Written);
        ForestAlarm read = ForestAlarm.Read(ref reader, Promise);

        Assert.True(reader.IsComplete);
        PackedWriter expected = new();
        alarm.Write(expected);
        PackedWriter actual = new();
        read.Write(actual);
        Assert.Equal(expected.ToArray(), actual.ToArray());
    }

    [Fact]
    public void Observe_NotLearnt_MovesNoThreshold()
    {
        ForestAlarm alarm = Calibrated(5);
        double before = alarm.Threshold;
        for (int window = 0; window < 500; window++)
            alarm.Observe(30, isLearnt: false);
        Assert.Equal(before, alarm.Threshold);
    }

    [Fact]
    public void Threshold_BeforeCalibration_IsTheSurpriseOfThePromise() =>
        Assert.Equal(Math.Log(7 * 24 * 60), new ForestAlarm(Promise).Threshold, 9);

    [Fact]
    public void WriteAndRead_AnywhereInAStream_ChangesNothingAfterwards()
    {
        ForestAlarm whole = new(Promise);
        ForestAlarm reread = new(Promise);
        SeededRandom random = new(6);
        for (int window = 0; window < 1_500; window++)
        {
            double surprise = -Math.Log(1 - random.NextDouble());
            Assert.Equal(whole.Observe(surprise, window % 9 != 0), reread.Observe(surprise, window % 9 != 0));
            Assert.Equal(whole.Threshold, reread.Threshold);
            if (window % 41 == 0 || window is > 280 and < 300)
                reread = Reread(reread);
        }

        Assert.Equal(Pack(whole), Pack(reread));
        Assert.InRange(Pack(whole).Length, 100, 7_000);
    }

    [Fact]
    public void Read_DamagedBytes_Fails()
    {
        byte[] packed = Pack(Calibrated(7));
        for (int length = 0; length < packed.Length; length += 1 + (length / 20))
        {
            PackedReader reader = new(packed.AsSpan(0, length));
            ForestAlarm.Read(ref reader, Promise);
            Assert.True(reader.Failed);
        }

        packed[^9] ^= 1;
        PackedReader flipped = new(packed);
        ForestAlarm.Read(ref flipped, Promise);
        Assert.True(flipped.Failed);
    }

    private static ForestAlarm Calibrated(long seed)
    {
        ForestAlarm alarm = new(Promise);
        SeededRandom random = new(seed);
        for (int window = 0; window < ForestAlarm.CalibrationWindows; window++)
            alarm.Observe(-Math.Log(1 - random.NextDouble()), isLearnt: true);
        for (int window = 0; window < 3; window++)
            alarm.Observe(0, isLearnt: false);
        Assert.False(alarm.IsAlarming);
        return alarm;
    }

    private static byte[] Pack(ForestAlarm alarm)
    {
        PackedWriter writer = new();
        alarm.Write(writer);
        return writer.ToArray();
    }

    private static ForestAlarm Reread(ForestAlarm alarm)
    {
        PackedReader reader = new(Pack(alarm));
        ForestAlarm read = ForestAlarm.Read(ref reader, Promise);
        Assert.True(reader.IsComplete);
        return read;
    }
}
