namespace Holdfast.Conformance.Resilience;

/// <summary>The promises of both protocols about uploads under network faults, each with the requirements that it follows from.</summary>
internal enum Promise
{
    /// <summary>A reported offset never shrinks.</summary>
    KeepsAcknowledged,

    /// <summary>Nothing is counted that did not arrive.</summary>
    CountsNoMore,

    /// <summary>Of a transfer that breaks off something is kept.</summary>
    KeepsPart,

    /// <summary>The upload can be resumed.</summary>
    Resumes,

    /// <summary>What is stored in the end is what was sent.</summary>
    Whole,

    /// <summary>A request over a link that works, however badly, is carried out.</summary>
    Takes,

    /// <summary>Of several writers one writes, and bytes never mix.</summary>
    OneWriter,

    /// <summary>Who comes while a transfer is under way gets an answer.</summary>
    Yields,

    /// <summary>An append that was taken over gets no success.</summary>
    TellsTheOld,

    /// <summary>Bytes of a transfer that was taken over change nothing when they arrive.</summary>
    LateOctetsVanish,

    /// <summary>An append at an offset that has passed is refused.</summary>
    RefusesRepetition,

    /// <summary>A deleted upload stays gone.</summary>
    StaysGone,

    /// <summary>An append that outlives its upload's date ends cleanly.</summary>
    EndsCleanly,

    /// <summary>Every creation creates a new upload.</summary>
    CreatesAfresh,

    /// <summary>Answers on a connection belong to its requests, in their order.</summary>
    AnswersInOrder,
}
