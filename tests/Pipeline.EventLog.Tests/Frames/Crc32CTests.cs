using Pipeline.EventLog.Frames;

namespace Pipeline.EventLog.Tests.Frames;

public sealed class Crc32CTests
{
    [Fact]
    public void Append_CheckValueOfTheStandard_Matches() => Assert.Equal(0xE306_9283u, Crc32C.Append(0, "123456789"u8));

    [Fact]
    public void Append_InParts_EqualsTheWhole()
    {
        byte[] bytes = new byte[100];
        new Random(1).NextBytes(bytes);
        uint whole = Crc32C.Append(0, bytes);
        for (int cut = 0; cut <= bytes.Length; cut++)
            Assert.Equal(whole, Crc32C.Append(Crc32C.Append(0, bytes.AsSpan(0, cut)), bytes.AsSpan(cut)));
    }

    [Fact]
    public void Append_Number_EqualsItsBytes() =>
        Assert.Equal(Crc32C.Append(0, [8, 7, 6, 5, 4, 3, 2, 1]), Crc32C.Append(0, 0x0102030405060708L));
}
