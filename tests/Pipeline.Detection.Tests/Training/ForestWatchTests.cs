using Pipeline.Core.Features;
using Pipeline.Core.Packing;
using Pipeline.Detection.Training;

namespace Pipeline.Detection.Tests.Training;

public class ForestWatchTests
{
    private const string Segment = "eu-west";
    private const long FirstWindow = 29_000_000;

    [Fact]
    public void Learn_FirstHundredAndTwentyEighthRow_MakesATrainingDueAtThatWindow()
    {
        ForestWatch watch = NewWatch();
        LongWindows windows = new(1);
        windows.Teach(watch, FirstWindow, ForestWatch.FirstTrainingRows - 1);
        Assert.Null(watch.Due);

        windows.Teach(watch, FirstWindow + 127, 1);

        Assert.NotNull(watch.Due);
        Assert.Equal((Segment, FirstWindow + 127, 128), (watch.Due.Segment, watch.Due.Window, watch.Due.Rows.RowCount));
        // Eight features of the calls, calls and times of the ten operations that are called the most.
        Assert.Equal(28, watch.Due.Rows.Columns.Count);
        Assert.Contains(LongWindows.Time(9), watch.Due.Rows.Columns);
        Assert.DoesNotContain(LongWindows.Time(10), watch.Due.Rows.Columns);
        Assert.False(watch.HasModel);
        Assert.Null(watch.Judge(windows.Next()));
    }

    [Fact]
    public void Learn_OverTwoDays_IsDueWhenRowsHaveDoubledAndThenEverySoManyWindows()
    {
        ForestWatch watch = NewWatch();
        LongWindows windows = new(2);
        List<long> due = [];
        for (long window = 0; window < 2_880; window++)
        {
            windows.Teach(watch, window, 1);
            if (watch.Due is { } task && (due.Count == 0 || due[^1] != task.Window))
                due.Add(task.Window);
        }

        Assert.Equal([127, 255, 615, 975, 1335, 1695, 2055, 2415, 2775], due);
    }

    [Fact]
    public void Learn_AnomalousWindows_AreNotLearntAndMakeNothingDue()
    {
        ForestWatch watch = NewWatch();
        LongWindows windows = new(3);
        windows.Teach(watch, 0, 127);
        byte[] before = Pack(watch);

        for (long window = 127; window < 1_000; window++)
            watch.Learn(window, windows.NextWith(LongWindows.Calls(0), 60), isAnomalous: true);

        Assert.Equal(before, Pack(watch));
    }

    [Fact]
    public void Learn_AfterALongIncident_WaitsForRowsEnough()
    {
        ForestWatch watch = NewWatch();
        LongWindows windows = new(4);
        windows.Teach(watch, 0, 256);
        Install(watch);

        windows.Teach(watch, 5_000, ForestWatch.RowsPerTrainingMin - 1);
        Assert.Null(watch.Due);
        windows.Teach(watch, 5_063, 1);

        Assert.Equal(5_063, watch.Due?.Window);
    }

    [Fact]
    public void Learn_NewTrainingBeforeTheOldWasInstalled_ReplacesIt()
    {
        ForestWatch watch = NewWatch();
        LongWindows windows = new(5);
        windows.Teach(watch, 0, 128);
        InstalledModel late = Fit(watch, offer: true);
        windows.Teach(watch, 128, 128);

        watch.Install(late);

        Assert.Equal(255, watch.Due?.Window);
        Assert.False(watch.HasModel);
    }

    [Fact]
    public void Install_ModelAtHandOrNot_JudgesAlikeAndPacksAlike()
    {
        (ForestWatch atHand, ForestWatch fittedAgain) = (NewWatch(), NewWatch());
        new LongWindows(6).Teach(atHand, 0, 128);
        new LongWindows(6).Teach(fittedAgain, 0, 128);
        InstalledModel entry = Fit(atHand, offer: true);

        atHand.Install(entry);
        fittedAgain.Install(entry);

        Assert.Equal(Pack(atHand), Pack(fittedAgain));
        LongWindows windows = new(7);
        for (int window = 0; window < 20; window++)
        {
            ForestInput[] inputs = windows.Next();
            Assert.Equal(atHand.Judge(inputs), fittedAgain.Judge(inputs));
        }

        Assert.Equal((0, 0), (atHand.HashMismatches, fittedAgain.HashMismatches));
        Assert.Equal(Pack(atHand), Pack(fittedAgain));
        Assert.Null(atHand.Due);
    }

    [Fact]
    public void Install_HashThatDoesNotComeOut_IsCountedOnceAndNotPacked()
    {
        ForestWatch watch = NewWatch();
        LongWindows windows = new(8);
        windows.Teach(watch, 0, 128);
        watch.Install(new InstalledModel(Segment, 127, 42));
        byte[] before = Pack(watch);

        watch.Judge(windows.Next());
        watch.Judge(windows.Next());

        Assert.Equal(1, watch.HashMismatches);
        Assert.Equal(before, Pack(watch));
    }

    [Theory]
    [InlineData(126)]
    [InlineData(128)]
    public void Install_EntryOfAnotherWindow_IsIgnored(long window)
    {
        ForestWatch watch = NewWatch();
        new LongWindows(9).Teach(watch, 0, 128);

        watch.Install(Fit(watch, offer: false) with { Window = window });

        Assert.False(watch.HasModel);
        Assert.Equal(127, watch.Due?.Window);
    }

    [Fact]
    public void Judge_WindowFarOff_IsSurprisingAndNamed()
    {
        ForestWatch watch = Trained(10);
        LongWindows windows = new(11);

        ForestInput[] unusual =
            [.. windows.Next().Select(input => input with { Deviation = input.Feature == LongWindows.Calls(3) ? 12 : 0 })];
        double usual = Enumerable.Range(0, 50).Average(_ => watch.Judge(windows.Next())!.Value);

        Assert.InRange(usual, 0.5, 2);
        Assert.True(watch.Judge(windows.NextOf(6)) > usual + 2, $"{watch.Judge(windows.NextOf(6))} where all is far off, {usual} usually");
        Assert.Equal(LongWindows.Calls(3), watch.Explain(unusual)[0].Feature);
        Assert.InRange(watch.Explain(unusual)[0].Share, 0.1, 1);
    }

    [Fact]
    public void Judge_UsualWindows_AreAsSurprisingAsTheirShareSays()
    {
        ForestWatch watch = Trained(12);
        LongWindows windows = new(13);

        int surprising = Enumerable.Range(0, 2_000).Count(_ => watch.Judge(windows.Next()) >= Math.Log(20));

        // One in twenty is promised; from 256 rows that is known to about a third.
        Assert.InRange(surprising, 30, 180);
    }

    [Fact]
    public void Judge_OperationTheModelDoesNotKnow_IsPassedOver()
    {
        ForestWatch watch = Trained(14);
        ForestInput[] inputs = new LongWindows(15).Next();

        double? without = watch.Judge(inputs);
        double? with = watch.Judge([.. inputs, new ForestInput(new Feature(FeatureKind.OperationCalls, "new"), 100, 1_000)]);

        Assert.Equal(without, with);
    }

    [Fact]
    public void Judge_OperationThatVanished_IsMissing()
    {
        ForestWatch watch = Trained(16);
        ForestInput[] inputs = new LongWindows(17).Next();

        double? vanished = watch.Judge([.. inputs.Where(input => input.Feature.Operation != "operation-02")]);
        double? missing = watch.Judge([.. inputs.Select(input => input.Feature.Operation == "operation-02" ? input with { Deviation = float.NaN } : input)]);

        Assert.NotNull(vanished);
        Assert.Equal(missing, vanished);
    }

    [Fact]
    public void WriteAndRead_AnywhereInAStream_ChangesNothingAfterwards()
    {
        ForestWatch whole = NewWatch();
        ForestWatch reread = NewWatch();
        LongWindows windows = new(18, operationCount: 20);
        for (long window = 0; window < 900; window++)
        {
            ForestInput[] inputs = windows.Next();
            Assert.Equal(whole.Judge(inputs), reread.Judge(inputs));
            whole.Learn(window, inputs, isAnomalous: window % 50 == 7);
            reread.Learn(window, inputs, isAnomalous: window % 50 == 7);
            if (whole.Due is not null && window % 4 == 0)
            {
                InstalledModel entry = Fit(whole, offer: true);
                whole.Install(entry);
                reread.Install(entry);
            }

            if (window % 37 == 0 || window is 127 or 128 or 129 or 255 or 256)
                reread = Reread(reread);
        }

        Assert.True(whole.HasModel);
        Assert.Equal(Pack(whole), Pack(reread));
    }

    [Fact]
    public void Read_BytesCutShortAnywhere_Fails()
    {
        byte[] packed = Pack(Trained(19));
        for (int length = 0; length < packed.Length; length += 1 + (length / 50))
        {
            PackedReader reader = new(packed.AsSpan(0, length));
            ForestWatch.Read(ref reader, "/orders", Segment, LongWindows.WidthMs);
            Assert.True(reader.Failed, $"{length} of {packed.Length} bytes were taken for all.");
        }
    }

    [Fact]
    public void Write_WithTableAndModelFull_TakesAboutAByteAValue()
    {
        ForestWatch watch = NewWatch();
        LongWindows windows = new(20, operationCount: RowTable.OperationsMax);
        for (long window = 0; window < 2_000; window++)
        {
            windows.Teach(watch, window, 1);
            if (watch.Due is not null)
                Install(watch);
        }

        // 256 rows of 40 columns in the table, of 28 behind the model.
        Assert.InRange(Pack(watch).Length, 10_000, 256 * (40 + 28) * 11 / 10);
    }

    private static ForestWatch NewWatch() => new("/orders", Segment, LongWindows.WidthMs);

    private static ForestWatch Trained(long seed)
    {
        ForestWatch watch = NewWatch();
        new LongWindows(seed).Teach(watch, 0, 256);
        Install(watch);
        return watch;
    }

    private static void Install(ForestWatch watch) => watch.Install(Fit(watch, offer: true));

    private static InstalledModel Fit(ForestWatch watch, bool offer)
    {
        TrainingTask task = watch.Due!;
        ForestModel model = ForestFitter.Instance.Fit(task.Rows);
        if (offer)
            watch.Offer(task.Window, model);
        return new InstalledModel(task.Segment, task.Window, model.Hash);
    }

    private static byte[] Pack(ForestWatch watch)
    {
        PackedWriter writer = new();
        watch.Write(writer);
        return writer.ToArray();
    }

    private static ForestWatch Reread(ForestWatch watch)
    {
        PackedReader reader = new(Pack(watch));
        ForestWatch read = ForestWatch.Read(ref reader, "/orders", Segment, LongWindows.WidthMs);
        Assert.True(reader.IsComplete);
        return read;
    }
}
