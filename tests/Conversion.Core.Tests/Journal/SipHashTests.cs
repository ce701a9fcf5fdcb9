using System.Linq;
using Conversion.Journal;
using Xunit;

namespace Conversion.Core.Tests.Journal;

public sealed class SipHashTests
{
    // The vectors by which Rust tests its hasher of this kind.
    // Key: 00 01 … 0f. Input: 00 01 02 … of this length.
    [Theory]
    [InlineData(0, 0xabac0158050fc4dc)]
    [InlineData(1, 0xc9f49bf37d57ca93)]
    [InlineData(8, 0x369095118d299a8e)]
    [InlineData(15, 0xd320d86d2a519956)]
    public void A_hash_is_that_of_the_published_algorithm(int length, ulong hash) =>
        Assert.Equal(hash, SipHash.Compute(Count(SipHash.KeyLength), Count(length)));

    private static byte[] Count(int length) => [.. Enumerable.Range(0, length).Select(static number => (byte)number)];
}
