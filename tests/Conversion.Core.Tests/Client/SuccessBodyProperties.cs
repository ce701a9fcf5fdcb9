using System.Collections.Generic;
using System.Text;
using Conversion.Client;
using FsCheck.Xunit;
using Xunit;

namespace Conversion.Core.Tests.Client;

/// <summary>However a body is damaged, it is a success exactly where an independent reader of JSON finds the documented form in it.</summary>
public sealed class SuccessBodyProperties
{
    [Property(MaxTest = 3000)]
    public void A_damaged_body_is_a_success_only_if_it_still_says_so((int Kind, int Place, int With)[] damages, bool created)
    {
        List<byte> body = [.. Encoding.UTF8.GetBytes(Bodies.Success(created))];
        foreach ((int kind, int place, int with) in damages)
        {
            Damage.Do(body, (uint)kind, (uint)place, (uint)with);
        }

        byte[] bytes = [.. body];

        Assert.Equal(StrictReading.Contact(bytes), ApiEnvelope.Read(bytes).Contact);
    }

    [Property(MaxTest = 1000)]
    public void Any_bytes_at_all_are_read_without_a_fault(byte[] body)
    {
        Assert.Equal(StrictReading.Contact(body), ApiEnvelope.Read(body).Contact);
    }
}
