using System;
using System.Linq;
using Conversion.Model;
using Conversion.Sending;
using FsCheck.Xunit;
using Xunit;

namespace Conversion.Core.Tests.Sending;

public sealed class ListPartitionTests
{
    private static int[] PartsOf(ContactIdentity? identity, int count, long row = 1) =>
        [.. Enumerable.Range(0, count).Where(index => new ListPartition(index, count).Contains(identity, row))];

    [Property]
    public bool A_contact_is_in_exactly_one_part(int contact, byte count)
    {
        ContactIdentity address = new($"a{contact}@b.c", null);
        ContactIdentity id = new(null, new Guid(contact, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10));
        return PartsOf(address, count + 1).Length == 1 && PartsOf(id, count + 1).Length == 1;
    }

    [Property]
    public bool A_row_without_a_contact_is_in_exactly_one_part(ushort row, byte count) => PartsOf(null, count + 1, row + 1L).Length == 1;

    [Fact]
    public void The_row_and_the_case_of_its_address_make_no_difference() =>
        Assert.Single(
            new[] { "jane@example.com", "JANE@EXAMPLE.COM", "Jane@Example.com" }.SelectMany(email => new[] { 1L, 7L }.Select(row => PartsOf(new(email, null), 1000, row).Single())).Distinct());

    [Fact]
    public void An_id_decides_before_an_address()
    {
        Guid id = new("3f2504e0-4f89-41d3-9a0c-0305e82c3301");
        Assert.Equal(PartsOf(new(null, id), 1000), PartsOf(new("jane@example.com", id), 1000));
    }

    // Machines with different versions of the module divide one list, and a list is divided tomorrow as it is today.
    [Theory]
    [InlineData("jane@example.com", 673)]
    [InlineData("john@example.com", 371)]
    [InlineData("müller@例え.jp", 614)]
    public void The_part_of_a_contact_never_changes(string email, int part) => Assert.Equal([part], PartsOf(new(email, null), 1000));

    [Fact]
    public void Parts_are_about_equal()
    {
        ListPartition[] parts = [.. Enumerable.Range(0, 8).Select(index => new ListPartition(index, 8))];
        int[] counts = [.. parts.Select(part => Enumerable.Range(0, 8000).Count(i => part.Contains(new($"person{i}@example.com", null), 1)))];
        Assert.All(counts, count => Assert.InRange(count, 900, 1100));
    }
}
