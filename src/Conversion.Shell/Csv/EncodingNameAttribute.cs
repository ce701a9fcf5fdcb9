using System;
using System.Globalization;
using System.Management.Automation;
using System.Text;

namespace Conversion.Shell.Csv;

/// <summary>Takes an encoding by the names PowerShell has for them, by its registered name or by its code page.</summary>
internal sealed class EncodingNameAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        object given = inputData is PSObject wrapped ? wrapped.BaseObject : inputData;
        return given switch
        {
            string name => Named(name) ?? given,
            int codePage => CodePage(codePage),
            _ => given,
        };
    }

    private static Encoding? Named(string name) => name.ToUpperInvariant() switch
    {
        "ANSI" => CodePage(CultureInfo.CurrentCulture.TextInfo.ANSICodePage),
        "ASCII" => Encoding.ASCII,
        "BIGENDIANUNICODE" => Encoding.BigEndianUnicode,
        "BIGENDIANUTF32" => new UTF32Encoding(bigEndian: true, byteOrderMark: true),
        "DEFAULT" or "UTF8" or "UTF8NOBOM" => Encoding.Default,
        "OEM" => CodePage(CultureInfo.CurrentCulture.TextInfo.OEMCodePage),
        "STRING" or "UNICODE" or "UNKNOWN" => Encoding.Unicode,
        "UTF8BOM" => Encoding.UTF8,
        "UTF32" => Encoding.UTF32,
        _ when int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out int codePage) => CodePage(codePage),
        _ => Registered(name),
    };

    private static Encoding? Registered(string name)
    {
        try
        {
            return CodePagesEncodingProvider.Instance.GetEncoding(name) ?? Encoding.GetEncoding(name);
        }
        catch (ArgumentException)
        {
            // Left to the binder, which says which parameter could not take the name.
            return null;
        }
    }

    private static Encoding CodePage(int codePage) =>
        CodePagesEncodingProvider.Instance.GetEncoding(codePage) ?? Encoding.GetEncoding(codePage);
}
