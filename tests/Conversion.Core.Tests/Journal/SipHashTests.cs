using System.Linq;
using Conversion.Journal;
using Xunit;

namespace Conversion.Core.Tests.Journal;

public sealed class SipHashTests
{
    // The example of the paper "SipHash: a fast short-input PRF", appendix A, and vectors of its authors' reference implementation.
    // Key: 00 01 … 0f. Input: 00 01 02 … of this length.
    [Theory]
    [InlineData(0, 0x726fdb47dd0e0e31)]
    [InlineData(1, 0x74f839c593dc67fd)]
    [InlineData(8, 0x93f5f5799a932462)]
    [InlineData(15, 0xa129ca6149be45e5)]
    public void A_hash_is_that_of_the_published_algorithm(int length, ulong hash) =>
        Assert.Equal(hash, SipHash.Compute(Count(SipHash.KeyLength), Count(length)));

    private static byte[] Count(int length) => [.. Enumerable.Range(0, length).Select(static number => (byte)number)];
}
