using Conversion.Model;
using Xunit;

namespace Conversion.Core.Tests.Model;

/// <summary>The buffer that every row is written into.</summary>
public sealed class JsonBufferTests
{
    [Theory]
    [InlineData(100_000, true)]
    [InlineData(2_000_000, false)]
    public void It_keeps_its_memory_for_the_next_row_but_for_that_of_an_enormous_one(int length, bool kept)
    {
        JsonBuffer buffer = new();
        buffer.GetSpan(length);
        buffer.Advance(length);
        buffer.Clear();

        Assert.Equal(0, buffer.Length);
        Assert.Equal(kept, buffer.GetSpan().Length >= length);
    }

    [Fact]
    public void There_is_room_for_as_much_as_was_asked_for_behind_what_was_written()
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
