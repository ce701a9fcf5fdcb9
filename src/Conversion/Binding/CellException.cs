using System;

namespace Conversion.Binding;

/// <summary>A cell that cannot be read. It costs its row and no other.</summary>
internal sealed class CellException(string fault) : Exception(fault);
