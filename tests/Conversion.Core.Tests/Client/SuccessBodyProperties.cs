using System.Collections.Generic;
using System.Text;
using Conversion.Client;
using FsCheck.Xunit;
using Xunit;

namespace Conversion.Core.Tests.Client;

/// <summary>A mutated body is a success exactly if an independent JSON reader finds the documented format in it.</summary>
public sealed class SuccessBodyProperties
{
    [Property(MaxTest = 3000)]
    public void A_mutated_body_is_a_success_only_if_it_still_confirms_the_contact((int Kind, int Position, int Value)[] mutations, bool created)
    {
        List<byte> body = [.. Encoding.UTF8.GetBytes(Bodies.Success(created))];
        foreach ((int kind, int position, int value) in mutations)
        {
            ByteMutator.Mutate(body, (uint)kind, (uint)position, (uint)value);
        }

        byte[] bytes = [.. body];

        Assert.Equal(StrictReader.Contact(bytes), ApiEnvelope.Read(bytes).Contact);
    }

    [Property(MaxTest = 1000)]
    public void Any_bytes_are_read_without_an_exception(byte[] body)
    {
        Assert.Equal(StrictReader.Contact(body), ApiEnvelope.Read(body).Contact);
    }
}
