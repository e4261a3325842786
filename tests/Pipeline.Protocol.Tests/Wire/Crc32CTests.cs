using Pipeline.Protocol.Wire;

namespace Pipeline.Protocol.Tests.Wire;

public class Crc32CTests
{
    [Fact]
    public void Compute_CheckText_IsTheCheckValue() => Assert.Equal(0xe3069283, Crc32C.Compute("123456789"u8));

    [Fact]
    public void Compute_ByInstructionAndByTable_Agree()
    {
        byte[] bytes = new byte[300];
        new Random(3).NextBytes(bytes);
        for (int length = 0; length <= bytes.Length; length++)
            Assert.Equal(Crc32C.ComputeByTable(bytes.AsSpan(0, length)), Crc32C.Compute(bytes.AsSpan(0, length)));
    }
}
