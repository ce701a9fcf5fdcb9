using System;
using System.Runtime.CompilerServices;
using Conversion.Core.Tests.Client;
using Conversion.Journal;
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
        ContactOrder order = new();
        WeakReference row = EnterAndForget(order, EmulatedApi.Contact(email, hasId ? Guid.NewGuid() : null));

        GC.Collect();

        Assert.False(row.IsAlive);
        GC.KeepAlive(order);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference EnterAndForget(ContactOrder order, ContactRequest request)
    {
        SendItem item = new(request, new ContactHasher(new byte[32]).ComputeKeys(request));
        order.Add(item);
        Assert.Equal(0, item.Predecessors);
        order.Remove(item);
        return new WeakReference(item);
    }
}
