# Shows numbered lines until it is told to stop, and logs every byte that is typed; both go to the screen.
stty raw -echo
printf '\033c'
(
  i=0
  while [ ! -e stop ]; do
    n=0
    while [ $n -lt 20 ]; do
      n=$((n + 1))
      i=$((i + 1))
      printf 'line %07d of a program that goes on whatever becomes of those who look at it\r\n' $i
    done
    sleep 0.1
  done
  printf 'that was all'
) &
exec tee input.log
