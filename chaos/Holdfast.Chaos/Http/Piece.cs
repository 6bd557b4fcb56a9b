namespace Holdfast.Chaos.Http;

/// <summary>What the first bytes of some data are.</summary>
/// <param name="Kind">What they are.</param>
/// <param name="Length">How many.</param>
/// <param name="EndsMessage">Whether the message is complete with them.</param>
internal readonly record struct Piece(PieceKind Kind, int Length, bool EndsMessage = false);
