using Conversion.Model;
using Xunit;

namespace Conversion.Core.Tests.Model;

/// <summary>The buffer that every row is written to.</summary>
public sealed class JsonBufferTests
{
    [Theory]
    [InlineData(100_000, true)]
    [InlineData(2_000_000, false)]
    public void The_buffer_keeps_its_memory_unless_a_row_was_very_large(int length, bool kept)
    {
        JsonBuffer buffer = new();
        buffer.GetSpan(length);
        buffer.Advance(length);
        buffer.Clear();

        Assert.Equal(0, buffer.Length);
        Assert.Equal(kept, buffer.GetSpan().Length >= length);
    }

    [Fact]
    public void The_buffer_provides_at_least_the_requested_space()
    {
        JsonBuffer buffer = new();
        for (int row = 0; row < 100; row++)
        {
            Assert.InRange(buffer.GetMemory(5_000).Length, 5_000, int.MaxValue);
            Assert.InRange(buffer.GetSpan(5_000).Length, 5_000, int.MaxValue);
            buffer.GetSpan()[0] = (byte)row;
            buffer.Advance(1_000);
        }

        byte[] written = buffer.ToArray();
        Assert.Equal(100_000, written.Length);
        Assert.All(written, (value, at) => Assert.Equal(at % 1_000 == 0 ? at / 1_000 : 0, value));
    }
}
