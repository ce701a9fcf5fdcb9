namespace Conversion.Model;

/// <summary>Where the fields are in the body of a request. Their order means nothing to the API.</summary>
/// <param name="start">Where the first field starts, or would start.</param>
/// <param name="count">How many there are; the other ends are those of company fields.</param>
/// <param name="companyStart">Where the first company field starts, or would start.</param>
/// <param name="ends">Where each field ends. Between two of them is a comma.</param>
/// <param name="shift">How far all of them are shifted.</param>
internal readonly struct FieldPositions(int start, int count, int companyStart, int[] ends, int shift = 0)
{
    /// <summary>The number of fields, those of the company included.</summary>
    public int Count => ends?.Length ?? 0;

    /// <summary>Whether a field is one of the company.</summary>
    public bool IsOfCompany(int field) => field >= count;

    /// <summary>Where a field starts.</summary>
    public int StartOf(int field) => shift + (field == count ? companyStart : field == 0 ? start : ends[field - 1] + 1);

    /// <summary>Where a field ends.</summary>
    public int EndOf(int field) => shift + ends[field];

    /// <summary>The positions after a part of the body before them was removed.</summary>
    public FieldPositions Without(int length) => new(start, count, companyStart, ends, shift - length);
}
