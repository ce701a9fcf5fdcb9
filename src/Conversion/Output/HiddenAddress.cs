using Conversion.Model;

namespace Conversion;

/// <summary>An address as a log may have it: its first letter and its domain.</summary>
internal static class HiddenAddress
{
    /// <summary>The address without the rest: <c>j…@example.com</c>. Of what is no address only the first letter is left.</summary>
    public static string Of(string address)
    {
        if (System.Guid.TryParse(address, out _))
        {
            return address;
        }

        string trimmed = Printable.TrimInvisible(address);
        int at = trimmed.LastIndexOf('@');
        string first = trimmed.Length == 0 || at == 0 ? string.Empty : trimmed.Substring(0, char.IsSurrogate(trimmed[0]) && trimmed.Length > 1 ? 2 : 1);
        return Printable.Text(first + "…" + (at < 0 ? string.Empty : trimmed.Substring(at)), 320);
    }
}
