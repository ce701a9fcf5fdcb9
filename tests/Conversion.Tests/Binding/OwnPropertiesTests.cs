using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Runspaces;
using Conversion.Binding;
using Conversion.Tests.Hosting;
using FsCheck.Xunit;
using Xunit;
using static Conversion.Tests.Hosting.Session;

namespace Conversion.Tests.Binding;

/// <summary>The fast way to read the properties of a custom object gives the same properties as the engine.</summary>
public sealed class OwnPropertiesTests
{
    private readonly OwnProperties _own = new();

    [Fact]
    public void The_internal_members_exist_in_this_engine() => Assert.True(OwnProperties.IsSupported);

    [Property]
    public void A_sequence_of_objects_gives_the_properties_that_the_engine_gives(string[][] names, bool[] seen)
    {
        for (int i = 0; i < names.Length; i++)
        {
            PSObject row = MakeOf(names[i]);
            if (seen.ElementAtOrDefault(i))
            {
                _ = row.Properties.Count();
            }

            Assert.Equal(Engine(row), Own(row));
        }
    }

    [Fact]
    public void Every_kind_of_property_is_included()
    {
        PSObject row = Row(("Email", "a@b.c"));
        row.Properties.Add(new PSAliasProperty("Mail", "Email"));
        row.Properties.Add(new PSScriptProperty("shout", ScriptBlock.Create("$this.Email.ToUpper()")));
        row.Properties.Add(new PSCodeProperty("code", typeof(OwnPropertiesTests).GetMethod(nameof(Code))));
        row.Properties.Add(new PSVariableProperty(new PSVariable("variable", 1)));
        Assert.Equal(["Email", "Mail", "shout", "code", "variable"], Own(row));
    }

    [Fact]
    public void Properties_added_by_type_data_are_included()
    {
        TypeData odd = new("Odd");
        odd.Members.Add("shoe", new NotePropertyData("shoe", "42"));
        using Session session = new(odd);
        session.Run("Connect-Cnv -Sandbox");
        Run run = session.Run("""
            [pscustomobject]@{ PSTypeName = 'Plain'; Email = 'a@b.c' },
            [pscustomobject]@{ PSTypeName = 'Odd'; Email = 'b@b.c' },
            [pscustomobject]@{ PSTypeName = 'Plain'; Email = 'c@b.c' } | Set-CnvContact
            """);
        Assert.Equal(["Created", "Rejected", "Created"], run.Results.Select(result => result.Status.ToString()));
        Assert.Contains("shoe", run.Results[1].ErrorMessage);
    }

    [Fact]
    public void The_engine_reads_an_object_that_is_not_a_custom_object() =>
        Assert.False(_own.TryRead(PSObject.AsPSObject("text"), []));

    public static string Code(PSObject row) => "code";

    private static PSObject MakeOf(IEnumerable<string?> names)
    {
        PSObject row = new();
        foreach (string name in names.Where(name => !string.IsNullOrEmpty(name)).Select(name => "c" + name))
        {
            row.Properties.Add(new PSNoteProperty(name, name), preValidated: true);
        }

        return row;
    }

    private static string[] Engine(PSObject row) => [.. row.Properties.Select(property => property.Name)];

    private string[] Own(PSObject row)
    {
        List<PSPropertyInfo> properties = [];
        Assert.True(_own.TryRead(row, properties));
        return [.. properties.Select(property => property.Name)];
    }
}
