using System;
using System.Runtime.CompilerServices;
using Conversion.Core.Tests.Client;
using Conversion.Model;
using Conversion.Sending;
using Xunit;

namespace Conversion.Core.Tests.Sending;

/// <summary>The order of the rows of a contact releases completed rows: there may be millions.</summary>
public sealed class ContactOrderTests
{
    [Theory]
    [InlineData("ada@example.com", false)]
    [InlineData(null, true)]
    [InlineData("ada@example.com", true)]
    public void A_removed_row_can_be_garbage_collected(string? email, bool hasId)
    {
        ContactOrder<int> order = new();
        WeakReference row = EnterAndForget(order, EmulatedApi.Contact(email, hasId ? Guid.NewGuid() : null));

        GC.Collect();

        Assert.False(row.IsAlive);
        GC.KeepAlive(order);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference EnterAndForget(ContactOrder<int> order, ContactRequest request)
    {
        SendItem<int> item = new(0, request);
        order.Add(item);
        Assert.Equal(0, item.Predecessors);
        order.Remove(item);
        return new WeakReference(item);
    }
}
