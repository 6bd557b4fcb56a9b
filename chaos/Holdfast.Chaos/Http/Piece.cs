namespace Holdfast.Chaos.Http;

/// <summary>The classification of the first bytes of some data.</summary>
/// <param name="Kind">Their kind.</param>
/// <param name="Length">Their number.</param>
/// <param name="EndsMessage">Whether they complete the message.</param>
internal readonly record struct Piece(PieceKind Kind, int Length, bool EndsMessage = false);
