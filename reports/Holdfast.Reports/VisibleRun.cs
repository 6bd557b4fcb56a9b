namespace Holdfast.Reports;

/// <summary>A stretch of text that is either shown as it is or stands for characters that nobody would see.</summary>
/// <param name="Text">Printable text.</param>
/// <param name="IsEscape">Whether <paramref name="Text"/> is a notation such as <c>\x1b</c> and not the text itself.</param>
internal readonly record struct VisibleRun(string Text, bool IsEscape);
