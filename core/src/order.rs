//! Order in short lists. The library's sort is made for long ones and takes 5 kB for each type.

pub(crate) fn sort<T: Ord>(items: &mut [T]) {
    for end in 1..items.len() {
        let place = items[..end].partition_point(|item| *item <= items[end]);
        items[place..=end].rotate_right(1);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sorts_as_the_library_does() {
        for items in [&[][..], &[1], &[2, 1], &[3, 1, 2, 1, 3], &[5, 4, 3, 2, 1, 0], &[0, 1, 2]] {
            let (mut ours, mut theirs) = (items.to_vec(), items.to_vec());
            sort(&mut ours);
            theirs.sort_unstable();
            assert_eq!(ours, theirs);
        }
    }
}
