using Pipeline.Cli.Backtests;
using Pipeline.Protocol.Queries;

namespace Pipeline.Cli.Tests.Backtests;

public sealed class BacktestArgumentsTests
{
    [Fact]
    public void Read_SeveralSettings_ChangesThoseAndNoOthers()
    {
        Assert.Null(BacktestArguments.Read(["episodes_per_week=2.5", "warmup_windows=60", "is_enabled=false", "watches_rate=false", "fast_width_ms=60000"], out DetectionOptionsChange change));
        Assert.Equal(new DetectionOptionsChange { EpisodesPerWeek = 2.5, WarmupWindows = 60, IsEnabled = false, WatchesRate = false, FastWidthMs = 60_000 }, change);
    }

    [Theory]
    [InlineData("colour=red", "the names are is_enabled, watches_rate, fast_width_ms")]
    [InlineData("warmup_windows", "takes a number, true or false, not ''")]
    [InlineData("warmup_windows=", "takes a number, true or false, not ''")]
    [InlineData("warmup_windows=many", "takes a number, true or false, not 'many'")]
    [InlineData("warmup_windows=2.5", "--set warmup_windows does not take '2.5'")]
    [InlineData("is_enabled=1", "--set is_enabled does not take '1'")]
    [InlineData("episodes_per_week=NaN", "takes a number")]
    public void Read_WrongSetting_SaysWhatItTakes(string setting, string expected) =>
        Assert.Contains(expected, BacktestArguments.Read([setting], out _), StringComparison.Ordinal);

    [Fact]
    public void Read_SettingGivenTwice_IsRefused() =>
        Assert.Equal("--set calls_min is given twice.", BacktestArguments.Read(["calls_min=1", "calls_min=2"], out _));
}
