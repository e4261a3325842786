using Pipeline.EventLog.Sqlite;

namespace Pipeline.EventLog.Tests.Sqlite;

public sealed class SqliteEventLogOptionsTests
{
    public static TheoryData<Action<SqliteEventLogOptions>, string> OutOfRange => new()
    {
        { options => options.DataDirectory = " ", "DataDirectory is missing: it takes the path of a folder." },
        { options => options.QueueBytesMax = 5, "QueueBytesMax is 5: it takes 33554432 to 4294967296 bytes." },
        { options => options.FrameBytesMax = 1000, "FrameBytesMax is 1000: it takes 65536 to 67108864 bytes." },
        { options => options.FrameBytesMax = int.MaxValue, "FrameBytesMax is 2147483647: it takes 65536 to 67108864 bytes." },
        { options => options.FreeSpaceFloorBytes = -1, "FreeSpaceFloorBytes is -1: it takes 0 to 9223372036854775807 bytes." },
        { options => options.DatabaseBytesMax = -1, "DatabaseBytesMax is -1: it takes 0 to 9223372036854775807 bytes." },
        { options => options.CheckpointBytes = 0, "CheckpointBytes is 0: it takes 1048576 to 1073741824 bytes." },
        { options => options.ReaderCountMax = 0, "ReaderCountMax is 0: it takes 1 to 64 connections." },
        { options => options.LockTimeout = TimeSpan.FromHours(1), "LockTimeout is 01:00:00: it takes 00:00:00 to 00:01:00." },
        { options => options.Retention = null!, "Retention is missing: it takes the options of retention." },
        { options => options.Retention.Age = TimeSpan.Zero, "Retention.Age is 00:00:00: it takes 00:00:00.0010000 to 36500.00:00:00." },
        { options => options.Retention.Interval = TimeSpan.Zero, "Retention.Interval is 00:00:00: it takes 00:00:01 to 1.00:00:00." },
        { options => options.Retention.StepBytesMax = 1, "Retention.StepBytesMax is 1: it takes 65536 to 1073741824 bytes." },
        { options => options.GetFreeSpaceBytes = null!, "GetFreeSpaceBytes is missing: it takes a function." },
    };

    [Theory]
    [MemberData(nameof(OutOfRange))]
    public void Validate_OneValueOutOfRange_NamesOptionValueAndRange(Action<SqliteEventLogOptions> change, string message)
    {
        SqliteEventLogOptions options = new() { DataDirectory = "data" };
        options.Validate();
        change(options);
        Assert.Equal(message, Assert.Throws<ArgumentException>(options.Validate).Message);
    }
}
